//! shiome-server
