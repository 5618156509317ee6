//! The sample web.
