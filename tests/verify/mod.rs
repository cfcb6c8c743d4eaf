//! The readers of written outputs and the comparison with the document.

mod compare;
mod damage;
mod docx;
mod foreign;
mod guide;
mod hostile;
mod languages;
mod mixtures;
mod pages;
mod pdf;
