//! shiome-pipelines
