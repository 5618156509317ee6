//! shiome-search
