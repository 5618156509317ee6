//! How the sources are: what the catalog knows of them, judged.

use crate::{Error, House};
use shiome_store::health::Health;

/// The health of every source that is read from the web, in order of id.
pub async fn all(house: &House) -> Result<Vec<Health>, Error> {
    Ok(shiome_store::health::of_all(&house.catalog, house.now()).await?)
}
