//! One page whose changes matter: terms of a programme, a policy, a calendar of calls.

use super::{BadConfig, Connector, Filter, Found, Malformed, found::Gather, start_url};
use crate::Request;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shiome_model::Capture;
use url::Url;

/// Settings of a watched page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Address of the page. Its versions are kept and compared.
    pub url: String,
}

impl Config {
    pub(super) fn build(&self) -> Result<Watch, BadConfig> {
        Ok(Watch { url: start_url(&self.url)? })
    }
}

pub(super) struct Watch {
    url: Url,
}

impl Connector for Watch {
    fn seeds(&self, _cursor: Option<&str>) -> Vec<Request> {
        vec![Request::get(self.url.clone())]
    }
    /// The page itself, under the address it is watched at even if it redirects elsewhere.
    fn read(&self, _capture: &Capture, _body: &[u8]) -> Result<Found, Malformed> {
        let everything = Filter::default();
        let mut gather = Gather::new(&everything);
        gather.entry(&self.url, "", |_| {});
        Ok(gather.finish())
    }
    fn max_answers(&self) -> usize {
        1
    }
}
