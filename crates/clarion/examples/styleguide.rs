//! Serves the styleguide alone, for looking at it and for the tests of the frontend:
//! `cargo run --example styleguide -- 127.0.0.1:8099`.

#[cfg(debug_assertions)]
#[tokio::main]
async fn main() -> std::io::Result<()> {
    use clarion::web::{assets, styleguide};
    if let Err(sentence) = assets::ready() {
        eprintln!("{sentence}");
    }
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8099".to_owned());
    let listener = tokio::net::TcpListener::bind(&address).await?;
    eprintln!("http://{address}/styleguide");
    axum::serve(listener, assets::routes().merge(styleguide::routes())).await
}

#[cfg(not(debug_assertions))]
fn main() {
    eprintln!("Only development builds have a styleguide: leave out --release.");
}
