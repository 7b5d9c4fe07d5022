"""The operator's saved queries of Logs Insights: a module for each kind of question, in `row` what a query is."""
