//! shiome-extract
