//! References: the golden corpus of note sequences, the rule of repeats against a plain statement
//! of it, and the bibliography against Hayagriva's own reader.

mod corpus;
mod random;
mod repeats;
mod sources;
