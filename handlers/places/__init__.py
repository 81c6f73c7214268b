"""The main job: what is open and near on foot."""
