"""What a person orders from the directory, whether it happened, and what she wanted and could not get.

Owns Order, UnmetWish. Does not own the money: an order makes an ask (decisions), and pays by a payment (payments).
"""
