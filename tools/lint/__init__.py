"""cdk-nag, cfn-lint and checkov look at the templates of every setup. What they find and is meant has a reason."""
