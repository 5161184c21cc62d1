//! The window itself: its title, its size, and the styles, which are part of the program.

use dioxus::{
    LaunchBuilder,
    desktop::{Config, LogicalSize, WindowBuilder},
    prelude::Element,
};

use super::folder;
use crate::language::{Language, Texts};

/// As the site has them, in this order.
const STYLES: [&str; 5] = [
    include_str!("../../../assets/styles/00-tokens.css"),
    include_str!("../../../assets/styles/10-base.css"),
    include_str!("../../../assets/styles/20-components.css"),
    include_str!("../../../assets/styles/30-field.css"),
    include_str!("../../../assets/styles/40-desk.css"),
];

/// Shows the pages until the window is closed.
pub fn launch(pages: fn() -> Element) {
    let title = Texts::default().text(Language::default(), "app-name", &[]);
    let window = WindowBuilder::new()
        .with_title(title)
        .with_inner_size(LogicalSize::new(1100.0, 800.0))
        .with_min_inner_size(LogicalSize::new(360.0, 600.0));
    let config = Config::new()
        .with_window(window)
        .with_menu(None)
        .with_disable_context_menu(true)
        .with_data_directory(folder::path().join("webview"))
        .with_custom_head(format!(
            "<meta name=\"referrer\" content=\"no-referrer\"><style>{}</style>",
            STYLES.concat()
        ));
    LaunchBuilder::desktop().with_cfg(config).launch(pages);
}

#[cfg(test)]
mod tests {
    use super::STYLES;

    #[test]
    fn the_window_has_every_style_sheet() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/styles");
        let sheets = std::fs::read_dir(folder).unwrap().filter(|entry| {
            let name = entry.as_ref().unwrap().file_name();
            name.to_string_lossy().ends_with(".css")
        });
        assert_eq!(sheets.count(), STYLES.len());
    }
}
