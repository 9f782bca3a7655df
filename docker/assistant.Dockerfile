# Rasa and its action server. Ends at Python 3.10, so it faces nobody: no port, no token, no secret
# of a platform. Default: the CUDA build of torch; --build-arg TORCH_BACKEND=cpu takes the small one.
FROM python:3.10-slim

ARG TORCH_BACKEND=""
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=. \
    PYTHONWARNINGS=ignore SQLALCHEMY_SILENCE_UBER_WARNING=1 RASA_TELEMETRY_ENABLED=false \
    TF_CPP_MIN_LOG_LEVEL=3 HF_HUB_OFFLINE=1 TOKENIZERS_PARALLELISM=false TICKET_LOCK_LIFETIME=20 \
    MALLOC_MMAP_THRESHOLD_=1048576 MALLOC_TRIM_THRESHOLD_=67108864
WORKDIR /app
COPY requirements requirements
RUN pip install --no-cache-dir --require-hashes -r requirements/uv.txt \
    && if [ "$TORCH_BACKEND" = cpu ]; \
       then set -- --torch-backend cpu -r requirements/torch-cpu.txt; \
       else set -- --require-hashes -r requirements/torch.txt; fi \
    && uv pip install --system --no-cache -r requirements/assistant.txt "$@"
COPY config.yml domain.yml endpoints.yml credentials.yml ./
COPY docker/assistant.sh docker/assistant.sh
COPY bot/__init__.py bot/__init__.py
COPY bot/nlu bot/nlu
COPY handoff handoff
COPY actions actions
COPY data data
RUN useradd --system --uid 10001 --create-home footbridge \
    && install -d -o footbridge -m 0700 var var/models
USER footbridge
VOLUME /app/var
STOPSIGNAL SIGTERM
ENTRYPOINT ["sh", "docker/assistant.sh"]
CMD ["run"]
