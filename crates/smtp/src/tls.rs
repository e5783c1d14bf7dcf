//! Whose certificates are believed: those that this machine's own store believes, and more if the caller names them.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};

/// Trust in the authorities of the operating system, over aws-lc-rs. With an empty or unreadable store every handshake
/// fails with an unknown issuer, which says more than failing here.
pub fn tls_config() -> Arc<ClientConfig> {
    config(system_roots())
}

/// Like [`tls_config`], with more roots: a relay with an authority of its own, or a test's certificate.
///
/// # Errors
/// When one of them is not a certificate that can be a root.
pub fn tls_config_trusting(more: impl IntoIterator<Item = CertificateDer<'static>>) -> Result<Arc<ClientConfig>, rustls::Error> {
    let mut roots = system_roots();
    for certificate in more {
        roots.add(certificate)?;
    }
    Ok(config(roots))
}

fn system_roots() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

fn config(roots: RootCertStore) -> Arc<ClientConfig> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("aws-lc-rs offers suites for TLS 1.2 and 1.3")
        .with_root_certificates(roots)
        .with_no_client_auth();
    Arc::new(config)
}
