"""Each API call becomes a CloudTrail record: exchange -> operation -> request, response, identity -> record."""
