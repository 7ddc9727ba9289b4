"""4. Publish and ingest; a whole folder per network; platform report imports."""
