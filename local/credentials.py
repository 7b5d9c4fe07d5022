"""Account and access keys of the embedded cloud, and the environment in which a program reaches it and nothing else."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ACCOUNT = "000000000000"
REGION = "us-east-1"
# What a child process may take over from this one: no variable of AWS, no certificate authority, no Python path.
INHERITED = ("PATH", "LANG", "LC_ALL", "TERM", "TZ")


@dataclass(frozen=True, slots=True)
class Credentials:
    access_key_id: str
    secret_access_key: str
    session_token: str | None = None


def random_root() -> Credentials:
    return Credentials(f"AKIA{secrets.token_hex(8).upper()}", secrets.token_urlsafe(30))


def inherited() -> dict[str, str]:
    return {name: os.environ[name] for name in INHERITED if name in os.environ}


def settings(endpoint_url: str, authority: Path, credentials: Credentials, region: str) -> Mapping[str, str]:
    """The variables by which boto3, the aws command and the cdk command find the embedded cloud."""
    token = {"AWS_SESSION_TOKEN": credentials.session_token} if credentials.session_token else {}
    return {
        "AWS_ENDPOINT_URL": endpoint_url,
        "AWS_ENDPOINT_URL_S3": endpoint_url,
        "AWS_CA_BUNDLE": str(authority),
        "NODE_EXTRA_CA_CERTS": str(authority),
        "AWS_ACCESS_KEY_ID": credentials.access_key_id,
        "AWS_SECRET_ACCESS_KEY": credentials.secret_access_key,
        **token,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
        "CDK_DISABLE_CLI_TELEMETRY": "true",
        "CDK_DISABLE_VERSION_CHECK": "true",
    }


def private_home(home: Path) -> Mapping[str, str]:
    """Keep the aws and cdk commands out of the person's own ~/.aws and ~/.cdk."""
    return {
        "HOME": str(home),
        "CDK_HOME": str(home / ".cdk"),
        "AWS_CONFIG_FILE": str(home / ".aws" / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(home / ".aws" / "credentials"),
    }
