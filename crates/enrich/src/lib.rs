//! shiome-enrich
