//! An attribute by its name. `scraper` looks one up by hashing the name each time; elements have few
//! attributes, so that looking at each of them is several times faster.

use scraper::node::Element;

/// The value of an attribute.
pub fn of<'e>(element: &'e Element, name: &str) -> Option<&'e str> {
    element.attrs().find(|(own, _)| *own == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    #[test]
    fn an_attribute_is_found_by_its_name_alone() {
        let page = Html::parse_fragment("<p Class=a data-class=b ID=''>x</p>");
        let found = page.tree.values().filter_map(|n| n.as_element()).find(|e| e.name() == "p").unwrap();
        let read = |name: &str| super::of(found, name);
        assert_eq!((read("class"), read("id"), read("style")), (Some("a"), Some(""), None));
    }
}
