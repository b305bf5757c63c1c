"""What is normal for a debtor, a relationship, a creditor account and a creditor name: folds, merging, encoding."""
