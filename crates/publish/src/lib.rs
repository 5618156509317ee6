//! shiome-publish
