/*
 * The first and only process of a guest that is killed while it writes: on each disk that the kernel's word disks=NAME,… names it
 * keeps a file of numbered records on ext4, each synchronized before it is acknowledged, until the machine is no more.
 *
 * On COM1, a line each, by disk:
 *
 *   NAME found N wrong M    what was there at the start: N records, M bytes that are none where one should be
 *   NAME ack N              record N is safe
 *   complaints N            what the kernel has said of errors of disks and file systems until the records were read
 *
 * With the word "wait" among the kernel's it says "ready" before it loads any driver, and waits for a line: a machine that is saved then goes on
 * with whatever is on its disks. With "check" it powers off after the complaints, and writes nothing.
 *
 * Beside the records a second process makes, overwrites and deletes files that nobody synchronizes, so that tables, journal and discards
 * are under way at any moment.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { RECORD = 512, WORDS = RECORD / sizeof(uint64_t), NOISES = 12, MOST_NOISE = 256 * 1024 };

static void fail(const char *what)
{
	printf("failed: %s: %s\n", what, strerror(errno));
	fflush(stdout);
	for (;;)
		pause();
}

static void load_modules(void)
{
	FILE *order = fopen("/modules/order", "r");
	char name[128], path[160];

	while (order && fscanf(order, "%127s", name) == 1) {
		snprintf(path, sizeof(path), "/modules/%s", name);
		int file = open(path, O_RDONLY | O_CLOEXEC);
		/* Some want a processor that this one is not. */
		if (file < 0 || (syscall(SYS_finit_module, file, "", 0) && errno != EEXIST && errno != ENODEV))
			fail(name);
		close(file);
	}
	if (order)
		fclose(order);
}

/* A linear congruential generator's step: what follows a number. */
static uint64_t next(uint64_t seed)
{
	return seed * 6364136223846793005u + 1442695040888963407u;
}

/* Record NUMBER: the number, and what follows from it. */
static void make_record(uint64_t *record, uint64_t number)
{
	record[0] = number;
	for (int i = 1; i < WORDS; i++)
		record[i] = next(record[i - 1] + i);
}

/* Counts the records of a file that are there from the first on. */
static uint64_t read_records(int file, const char *disk)
{
	uint64_t found = 0, wanted[WORDS], record[WORDS];
	struct stat about;

	while (pread(file, record, RECORD, found * RECORD) == RECORD) {
		make_record(wanted, found + 1);
		if (memcmp(record, wanted, RECORD))
			break;
		found++;
	}
	if (fstat(file, &about))
		fail(disk);
	printf("%s found %llu wrong %llu\n", disk, (unsigned long long)found, (unsigned long long)(about.st_size - found * RECORD));
	fflush(stdout);
	return found;
}

static void make_noise(const char *top)
{
	static char bytes[MOST_NOISE];
	uint64_t random = __builtin_ia32_rdtsc();
	char path[64];

	for (;;) {
		random = next(random);
		snprintf(path, sizeof(path), "%s/noise-%d", top, (int)(random >> 33) % NOISES);
		if (random >> 62 == 0) {
			unlink(path);
			continue;
		}
		int file = open(path, O_CREAT | O_WRONLY, 0600);
		size_t length = 4096 + (random >> 20) % (MOST_NOISE - 4096);
		memset(bytes, (int)(random >> 40), length);
		/* A full disk is no failure. */
		if (file >= 0 && pwrite(file, bytes, length, (random >> 50) * 64) < 0 && errno != ENOSPC)
			fail(path);
		close(file);
		usleep(20000);
	}
}

static void write_records(int file, const char *disk, uint64_t from)
{
	uint64_t record[WORDS];

	for (uint64_t number = from + 1;; number++) {
		make_record(record, number);
		if (pwrite(file, record, RECORD, (number - 1) * RECORD) != RECORD || fsync(file))
			fail(disk);
		printf("%s ack %llu\n", disk, (unsigned long long)number);
		fflush(stdout);
	}
}

static int mount_disk(const char *disk, char *top, size_t size)
{
	char device[64];

	snprintf(device, sizeof(device), "/dev/%s", disk);
	snprintf(top, size, "/%s", disk);
	for (int i = 0; access(device, F_OK); i++) {
		if (i > 6000)
			fail(device);
		usleep(10000);
	}
	mkdir(top, 0700);
	if (mount(device, top, "ext4", 0, "discard"))
		fail(device);
	char path[80];
	snprintf(path, sizeof(path), "%s/records", top);
	int file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
	if (file < 0)
		fail(path);
	return file;
}

/* How many lines of the kernel's log tell of errors. */
static int complaints(void)
{
	static char log[1 << 20];
	int count = 0, length = klogctl(3, log, sizeof(log) - 1);

	log[length < 0 ? 0 : length] = 0;
	for (char *line = strtok(log, "\n"); line; line = strtok(NULL, "\n")) {
		if (strcasestr(line, "I/O error") || strstr(line, "EXT4-fs error") || strstr(line, "EXT4-fs warning") || strstr(line, "JBD2:")) {
			printf("%s\n", line);
			count++;
		}
	}
	return count;
}

/* The kernel passes on those that it does not know. */
static int has_word(int argc, char **argv, const char *word)
{
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], word))
			return 1;
	return 0;
}

int main(int argc, char **argv)
{
	struct {
		const char *disk;
		char top[32];
		int file;
		uint64_t found;
	} disks[4];
	int count = 0;

	mkdir("/proc", 0755);
	mkdir("/dev", 0755);
	mount("dev", "/dev", "devtmpfs", 0, "");
	if (has_word(argc, argv, "wait")) {
		char line[16];
		struct termios line_settings;
		tcgetattr(0, &line_settings);
		line_settings.c_lflag &= ~ECHO;
		tcsetattr(0, TCSANOW, &line_settings);
		printf("ready\n");
		fflush(stdout);
		while (!fgets(line, sizeof(line), stdin))
			clearerr(stdin);
	}
	load_modules();
	char *names = getenv("disks");
	for (char *name = names ? strtok(names, ",") : NULL; name && count < 4; name = strtok(NULL, ","))
		disks[count++].disk = name;
	for (int i = 0; i < count; i++) {
		disks[i].file = mount_disk(disks[i].disk, disks[i].top, sizeof(disks[i].top));
		disks[i].found = read_records(disks[i].file, disks[i].disk);
	}
	printf("complaints %d\n", complaints());
	fflush(stdout);
	if (has_word(argc, argv, "check")) {
		for (int i = 0; i < count; i++) {
			close(disks[i].file);
			umount(disks[i].top);
		}
		reboot(RB_POWER_OFF);
	}
	for (int i = 0; i < count; i++) {
		if (!fork())
			write_records(disks[i].file, disks[i].disk, disks[i].found);
		if (!fork())
			make_noise(disks[i].top);
	}
	while (wait(NULL) > 0 || errno == EINTR)
		;
	fail("no process is left");
}
