from pathlib import Path

from cryptography import x509

from local.certificate import write_certificate


def test_the_leaf_is_signed_by_the_authority_and_names_this_machine_only(tmp_path: Path) -> None:
    certificate = write_certificate(tmp_path)
    leaf, above = x509.load_pem_x509_certificates(certificate.chain.read_bytes())
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    leaf.verify_directly_issued_by(above)
    assert certificate.authority.read_bytes() in certificate.chain.read_bytes()
    assert [str(name.value) for name in names] == ["localhost", "*.localhost", "127.0.0.1", "::1"]


def test_only_the_owner_can_read_the_key(tmp_path: Path) -> None:
    assert write_certificate(tmp_path).key.stat().st_mode & 0o077 == 0
