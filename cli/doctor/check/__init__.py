"""The checks, a family in each file; `cli.doctor.checks` is the table of them."""
