//! One question a file. The table side of each is a pure `fn(LazyFrame, …) -> PolarsResult<LazyFrame>`,
//! the statistical side a pure function of counts: none opens a file, so ten rows test either.

pub mod cells;
pub mod concepts;
pub mod evidence;
pub mod first_seen;
pub mod fresh;
pub mod matrix;
pub mod panel;
pub mod turns;
pub mod weekly;
mod yardstick;
