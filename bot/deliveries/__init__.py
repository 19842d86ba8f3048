"""What is posted where, when and why not: decisions of plain values, apart from the jobs that carry them out."""
