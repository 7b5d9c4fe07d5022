"""Prowler's checks of cloudtrail, cloudwatch and s3 on the embedded deployment. What it says: docs/prowler.md."""
