"""What pages share: base templates, fields, figures, the stylesheet."""
