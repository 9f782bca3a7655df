# The service: channels, desks, queue. No Rasa, no TensorFlow, no torch in here.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
COPY requirements/service.txt requirements/service.txt
RUN pip install --require-hashes -r requirements/service.txt
COPY pyproject.toml LICENSE ./
COPY bot bot
COPY handoff handoff
COPY data data
RUN pip install --no-deps --no-build-isolation --editable . \
    && useradd --system --uid 10001 footbridge \
    && install -d -o footbridge -m 0700 var
USER footbridge
VOLUME /app/var
EXPOSE 8080
# Longer than an open send: what is under way is finished or put back.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["python", "-c", \
    "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
CMD ["python", "-m", "bot"]
