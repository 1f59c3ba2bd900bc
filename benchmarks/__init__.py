"""Show how well searchlib does its work, beside others doing the same."""
