//! Builds again when the styles and scripts that are embedded were built again; cargo does not look at them by itself.

fn main() {
    for folder in ["../../frontend/dist", "../../locales", "../../templates", "../../migrations"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
