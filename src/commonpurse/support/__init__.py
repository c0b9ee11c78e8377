"""What we promised a person. It is about money, plan and sharing alike, and so knows none of them."""
