//! The flows in a house with real stores: what comes by local channels, and what leaves.

mod again;
mod channels;
mod gist;
mod house;
mod imap;
mod leaving;
