/*
 * Says when a command wrote each line.
 *
 *   stamp LINES COMMAND [WORD...]
 *
 * Starts COMMAND with an empty standard input and prints each line of its standard output behind the microseconds since its start.
 * After so many lines, or at the end of the output, terminates COMMAND and waits for it. LINES may also be a text: then the first line
 * that holds it is the last. Status 0, or 1 if the output ended before.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static pid_t child;

static void end(int signal)
{
	kill(-child, SIGTERM);
	(void)signal;
}

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

int main(int count, char **words)
{
	int output[2];
	char *line = NULL;
	size_t room = 0;

	if (count < 3) {
		fprintf(stderr, "usage: stamp LINES COMMAND [WORD...]\n");
		return 2;
	}
	long left = isdigit((unsigned char)words[1][0]) ? atol(words[1]) : -1;
	if (pipe2(output, O_CLOEXEC))
		die("pipe");
	long long start = now();
	child = fork();
	if (child < 0)
		die("fork");
	if (child == 0) {
		setpgid(0, 0);
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		int nothing = open("/dev/null", O_RDONLY);
		if (dup2(nothing, STDIN_FILENO) < 0 || dup2(output[1], STDOUT_FILENO) < 0)
			_exit(2);
		execvp(words[2], words + 2);
		perror(words[2]);
		_exit(2);
	}
	close(output[1]);
	signal(SIGTERM, end);
	signal(SIGINT, end);
	FILE *said = fdopen(output[0], "r");
	int found = 0;
	while (!found && getline(&line, &room, said) > 0) {
		printf("%lld %s", now() - start, line);
		fflush(stdout);
		found = left > 0 ? --left == 0 : strstr(line, words[1]) != NULL;
	}
	kill(-child, SIGTERM);
	waitpid(child, NULL, 0);
	return found ? 0 : 1;
}
