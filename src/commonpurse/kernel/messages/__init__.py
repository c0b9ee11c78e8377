"""The outbox: what is to be told, to which contact, what came of it. Neutral texts only.

Owns News, Message, MessagePart, MessageEvent, and how a message is handed over. Does not own people, their contact
ways or what they chose: ids are opaque here, and an address is asked of the caller at the moment of handing over.
"""
