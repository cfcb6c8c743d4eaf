//! The readers of written outputs and the comparison with the document.

mod compare;
mod docx;
mod hostile;
mod pdf;
