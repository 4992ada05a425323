@echo off
rem Runs Unroll.
rem   JAVA_HOME          the Java to use (17 or later); else the one on the PATH
rem   UNROLL_JAVA_OPTS   further options for java, such as -Xmx4g
rem   UNROLL_CLASS_PATH  classes to run instead of lib's; for the launcher that builds them
setlocal
set "PROGRAM=%~dp0.."
set "JAVA="
for %%j in (java.exe) do set "JAVA=%%~$PATH:j"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
if not defined JAVA goto no_java
if not exist "%JAVA%" goto no_java
rem The version is in a file beside Java, which is faster to read than to start Java.
set "VERSION="
for %%j in ("%JAVA%") do set "RELEASE=%%~dpj..\release"
if exist "%RELEASE%" for /f "usebackq tokens=1,2 delims==" %%k in ("%RELEASE%") do if "%%k"=="JAVA_VERSION" set "VERSION=%%~l"
if not defined VERSION for /f "tokens=3" %%v in ('call "%JAVA%" -version 2^>^&1 ^| findstr version') do set "VERSION=%%~v"
set "MAJOR=0"
for /f "delims=.-+" %%m in ("%VERSION%") do set "MAJOR=%%m"
if %MAJOR% LSS 17 goto old_java
if not defined TF_CPP_MIN_LOG_LEVEL set "TF_CPP_MIN_LOG_LEVEL=3"
for %%a in (%*) do if "%%~a"=="--debug" set "TF_CPP_MIN_LOG_LEVEL=0"
set "CLASSPATH=%PROGRAM%\conf;%PROGRAM%\lib\*"
if defined UNROLL_CLASS_PATH set "CLASSPATH=%PROGRAM%\conf;%UNROLL_CLASS_PATH%"
set "UNROLL_CLASS_PATH="
rem A server lives long: garbage must not pile up in a heap that is larger than it needs.
set "HEAP="
if "%~1"=="serve" set "HEAP=-Xms32m"
"%JAVA%" "@%PROGRAM%\conf\java.options" %HEAP% %UNROLL_JAVA_OPTS% dev.unroll.cli.Main %*
exit /b %errorlevel%

:no_java
echo unroll: Java 17 or later is needed; install one (a JRE will do) or set JAVA_HOME>&2
exit /b 2

:old_java
echo unroll: Java 17 or later is needed; %JAVA% is "%VERSION%"; set JAVA_HOME>&2
exit /b 2
