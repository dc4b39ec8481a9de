/*
 * Says where a guest's clocks stand, on every processor.
 *
 *   clocks
 *
 * A line for each: "clocks CPU TSC MONOTONIC HERTZ": the time-stamp counter, the kernel's monotonic clock in nanoseconds at the
 * same time, and how often the counter counts in a second, measured over a second on the first processor.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

struct pair {
	uint64_t tsc;
	uint64_t nanos;
};

static struct pair read_clocks(void)
{
	struct timespec time;
	struct pair best = { 0 }, pair;
	uint64_t least = UINT64_MAX;

	/* The reading that was disturbed least. */
	for (int i = 0; i < 50; i++) {
		uint64_t before = __builtin_ia32_rdtsc();
		clock_gettime(CLOCK_MONOTONIC, &time);
		uint64_t after = __builtin_ia32_rdtsc();
		pair.tsc = before + (after - before) / 2;
		pair.nanos = time.tv_sec * 1000000000ULL + time.tv_nsec;
		if (after - before < least) {
			least = after - before;
			best = pair;
		}
	}
	return best;
}

static void go_to(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set)) {
		perror("sched_setaffinity");
		exit(1);
	}
}

int main(void)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	go_to(0);
	struct pair first = read_clocks();
	sleep(1);
	struct pair second = read_clocks();
	double hertz = (second.tsc - first.tsc) * 1e9 / (second.nanos - first.nanos);
	for (int cpu = 0; cpu < cpus; cpu++) {
		go_to(cpu);
		struct pair now = read_clocks();
		printf("clocks %d %llu %llu %.0f\n", cpu, (unsigned long long)now.tsc, (unsigned long long)now.nanos, hertz);
	}
	return 0;
}
