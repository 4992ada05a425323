@echo off
rem Builds Unroll when there is no build yet or a source is newer, then runs it by src\main\dist\bin\unroll.cmd.
rem   JAVA_HOME          the JDK to use (17 or later)
rem   UNROLL_JAVA_OPTS   further options for java
setlocal
set "HERE=%~dp0"
set "STALE=yes"
if exist "%HERE%target\built" if exist "%HERE%target\classpath.txt" (
  for /f %%s in ('powershell -NoProfile -Command "$b=(Get-Item ($env:HERE+'target\built')).LastWriteTime; if (Get-ChildItem ($env:HERE+'pom.xml'),($env:HERE+'src\main') -Recurse -File | Where-Object LastWriteTime -gt $b) {'yes'} else {'no'}"') do set "STALE=%%s"
)
if "%STALE%"=="yes" (
  where /q mvn || (echo unroll: Maven is needed to build; install Maven 3.8 or later>&2 & exit /b 2)
  echo unroll: building ^(the first time downloads about 290 MB^) ...>&2
  if not exist "%HERE%target" mkdir "%HERE%target" 2>nul
  copy /y nul "%HERE%target\build.log" >nul 2>&1 || (echo unroll: cannot write to %HERE%target, and the build there is missing or older than its sources; use a copy of your own>&2 & exit /b 2)
  call mvn -B -q -f "%HERE%pom.xml" process-classes >"%HERE%target\build.log" 2>&1
  if errorlevel 1 (
    findstr ERROR "%HERE%target\build.log" >&2
    echo unroll: the build failed; all of its output is in %HERE%target\build.log>&2
    exit /b 1
  )
  echo cpu>"%HERE%target\built"
)
for /f "usebackq delims=" %%c in ("%HERE%target\classpath.txt") do set "JARS=%%c"
set "UNROLL_CLASS_PATH=%HERE%target\classes;%JARS%"
"%HERE%src\main\dist\bin\unroll.cmd" %*
