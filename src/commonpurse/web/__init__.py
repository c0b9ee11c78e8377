"""Pages, by who opens the door. A page asks the domain once on POST and holds no rule."""
