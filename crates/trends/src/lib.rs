//! shiome-trends
