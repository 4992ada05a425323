"""Chromium without a window, driven over a pipe by its DevTools protocol."""
import fcntl
import itertools
import json
import os
import shutil
import subprocess

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Page:
    """A page of one width, with a profile of its own."""

    def __init__(self, profile, width):
        read, out = os.pipe()
        given, self._write = os.pipe()
        # Chromium reads from 3 and writes to 4, which nothing else is to be.
        theirs = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (given, out)]
        os.close(given)
        os.close(out)
        options = "--headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --remote-debugging-pipe"
        script = f'exec "$@" 3<&{theirs[0]} 4>&{theirs[1]}'
        command = ["bash", "-c", script, "bash", CHROMIUM, *options.split(), f"--user-data-dir={profile}", "about:blank"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(command, pass_fds=theirs, **quiet)
        for end in theirs:
            os.close(end)
        self._read = os.fdopen(read, "rb")
        self._buffer = b""
        self._numbers = itertools.count(1)
        self._session = None
        self.logged = []
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self._ask(f"{domain}.enable")
        self._ask("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600)

    def _message(self):
        while b"\0" not in self._buffer:
            part = self._read.read1(65536)
            assert part, f"Chromium ended: {self._process.wait()}"
            self._buffer += part
        text, _, self._buffer = self._buffer.partition(b"\0")
        return json.loads(text)

    def _ask(self, method, **parameters):
        number = next(self._numbers)
        asked = {"id": number, "method": method, "params": parameters}
        if self._session:
            asked["sessionId"] = self._session
        os.write(self._write, json.dumps(asked).encode() + b"\0")
        while True:
            message = self._message()
            told = message.get("params", {})
            level = told.get("entry", {}).get("level")
            if message.get("method") == "Runtime.exceptionThrown" or level in ("warning", "error"):
                self.logged.append(told)
            if message.get("id") == number:
                assert "error" not in message, message
                return message["result"]

    def open(self, url):
        self._ask("Page.navigate", url=url)

    def dark(self, is_dark):
        """What the page is told that its reader prefers."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if is_dark else "light"}
        self._ask("Emulation.setEmulatedMedia", features=[scheme])

    def run(self, script):
        """The value of an expression, waited for where it is a promise."""
        found = self._ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def until(self, condition):
        """Waits until an expression is true."""
        tries = "new Promise(done => { const look = () => { let is = false; try { is = CONDITION; } catch (e) {}"
        tries += " is ? done(true) : setTimeout(look, 20); }; look(); })"
        assert self.run(tries.replace("CONDITION", condition))

    def choose(self, selector, files):
        """Gives files to an input."""
        root = self._ask("DOM.getDocument")["root"]["nodeId"]
        node = self._ask("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self._ask("DOM.setFileInputFiles", nodeId=node, files=[str(file) for file in files])

    def picture(self):
        """All of it, as a PNG in base64."""
        return self._ask("Page.captureScreenshot", captureBeyondViewport=True)["data"]

    def close(self):
        self._session = None
        self._ask("Browser.close")
        self._process.wait()
        self._read.close()
        os.close(self._write)
