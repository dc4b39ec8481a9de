/*
 * Says how long a command takes until a vCPU is entered for the first time.
 *
 *   first-kvm-run COMMAND [WORD...]
 *
 * Starts COMMAND, waits until it or a child of it calls ioctl(KVM_RUN), prints the microseconds since its start and kills the caller.
 * The call is seen by a seccomp filter with user notification: nothing else that the command does is stopped or slowed.
 * COMMAND's standard output goes where its errors go. Status 0, or 1 if COMMAND ends without such a call.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/kvm.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void die(const char *what)
{
	perror(what);
	exit(2);
}

/* Lets everything pass but ioctl(_, KVM_RUN); returns the descriptor on which that is notified. */
static int watch_kvm_run(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[1])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, KVM_RUN, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		die("no_new_privs");
	int listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
	if (listener < 0)
		die("seccomp");
	return listener;
}

static long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(int count, char **words)
{
	int ready[2], listener;

	if (count < 2) {
		fprintf(stderr, "usage: first-kvm-run COMMAND [WORD...]\n");
		return 2;
	}
	int output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	if (output < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0 || pipe2(ready, O_CLOEXEC))
		die("descriptors");
	long long start = now();
	/* One table of descriptors until the child's exec, so that the listener is the parent's too, by the same number. */
	pid_t child = syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
	if (child < 0)
		die("clone");
	if (child == 0) {
		listener = watch_kvm_run();
		if (write(ready[1], &listener, sizeof(listener)) != sizeof(listener))
			_exit(2);
		execvp(words[1], words + 1);
		perror(words[1]);
		_exit(2);
	}
	if (read(ready[0], &listener, sizeof(listener)) != sizeof(listener))
		die("the child ended");

	struct pollfd wait = { listener, POLLIN, 0 };
	/* Until Linux 6.11 the listener does not tell that all who are watched have ended. */
	while (poll(&wait, 1, 100) <= 0 && waitpid(child, NULL, WNOHANG) == 0)
		;
	if (!(wait.revents & POLLIN)) {
		fprintf(stderr, "first-kvm-run: the command ended without KVM_RUN\n");
		return 1;
	}
	struct seccomp_notif seen = { 0 };
	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &seen))
		die("notification");
	dprintf(output, "%lld\n", (now() - start) / 1000);
	kill(seen.pid, SIGKILL);
	waitpid(child, NULL, 0);
	return 0;
}
