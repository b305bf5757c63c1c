"""What is reached over HTTP. FastAPI and uvicorn are used here and in the command `serve`, nowhere else."""
