//! shiome-crawl
