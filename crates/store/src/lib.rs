//! shiome-store
