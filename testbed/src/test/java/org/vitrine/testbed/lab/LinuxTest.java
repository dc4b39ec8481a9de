package org.vitrine.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Debian's kernel, booted without a boot loader, up to a shell on the serial console. */
@Tag("lab")
@ExtendWith(LabExtension.class)
class LinuxTest {
    private static final Duration BOOT = Duration.ofMinutes(8);
    private static final Duration STEP = Duration.ofMinutes(2);
    private static final String PROMPT = "(initramfs) ";
    /** A record of {@code dmesg -r}: its level in the lowest three bits, the time, the text. */
    private static final Pattern RECORD = Pattern.compile("(?m)^<(\\d+)>\\[ *[0-9.]+\\] (.*?)\\r?$");

    private static final int WARNING = 4;
    /** What a kernel says when its host does not run it for a while. */
    private static final Pattern SLOW_HOST = Pattern.compile(
            "hrtimer: interrupt took|hpet: Lost|clocksource:|tsc: |sched_clock: |Unstable clock detected|trace_clock=local"
                    + "|If you want to keep using the local clock|on the kernel command line"
                    + "|rcu: |\\(detected by|NMI backtrace");
    /** What follows a warning: where the kernel was, not what it complains of. */
    private static final Pattern BACKTRACE = Pattern.compile(
            "^(\\s|<|---|Call Trace|Code:|Modules linked|Hardware name|CPU: |PKRU|[CDEFR][A-Z0-9]{1,2}:)");

    @Test
    void poweroff_in_the_shell_ends_the_process_with_status_0(Lab lab) throws IOException, InterruptedException {
        try (Vm vm = lab.boot(linux(lab, "linux"))) {
            vm.waitForSerial(PROMPT, BOOT);
            vm.type("poweroff -f\n");

            assertThat(vm.await(STEP)).isZero();
            assertThat(vm.said()).contains("initramfs: 1 processors");
        }
    }

    /**
     * In the lab PC guests with several processors now and then fall into a triple fault and begin anew, under QEMU's KVM board as under
     * ours; the kernel that then comes up is looked at, and the check says how often it happened.
     */
    @Test
    @Tag("long")
    void four_processors_come_up_with_no_warning_that_qemu_does_not_give(Lab lab)
            throws IOException, InterruptedException {
        VmSpec spec = linux(lab, "linux-4").withCpus(4);

        Set<String> ours = complaints(lab, lab.monitor(), spec);
        Set<String> qemus = complaints(lab, Monitor.QEMU, spec.named("linux-4-qemu"));

        lab.keep(
                "dmesg-complaints.txt",
                "Vitrine:%n%s%n%nQEMU:%n%s%n".formatted(String.join("\n", ours), String.join("\n", qemus)));
        assertThat(qemus).containsAll(ours);
    }

    /** The kernel's warnings and errors, without what differs from one boot to the next. */
    private static Set<String> complaints(Lab lab, Monitor monitor, VmSpec spec)
            throws IOException, InterruptedException {
        try (Vm vm = lab.boot(monitor, spec)) {
            String boot = vm.waitForSerial(PROMPT, BOOT);
            assertThat(boot).contains("initramfs: 4 processors");
            int starts = boot.split("Linux version", -1).length - 1;
            if (starts > 1) {
                System.out.printf("lab: %s began anew %d times while it booted%n", spec.name(), starts - 1);
            }
            // The whole log was on the serial line already, without the levels.
            lab.keep(spec.name() + "-boot.txt", boot);
            vm.type("dmesg -r | grep -v '^<[567]>'; echo the-${PATH+end}\n");
            String log = vm.waitForSerial("the-end", STEP).substring(boot.length());
            vm.type("poweroff -f\n");
            assertThat(vm.await(STEP)).isZero();
            return complaints(log);
        }
    }

    /** The warnings and errors in what {@code dmesg -r} says. */
    static Set<String> complaints(String log) {
        Set<String> complaints = new TreeSet<>();
        Matcher record = RECORD.matcher(log);
        while (record.find()) {
            String text = record.group(2);
            boolean complaint = (Integer.parseInt(record.group(1)) & 7) <= WARNING;
            if (complaint
                    && !SLOW_HOST.matcher(text).find()
                    && !BACKTRACE.matcher(text).find()) {
                complaints.add(text.replaceAll("\\b0x[0-9a-f]+|\\b[0-9a-f]{8,}|\\b\\d+", "#"));
            }
        }
        return complaints;
    }

    private static VmSpec linux(Lab lab, String name) throws IOException, InterruptedException {
        return VmSpec.linux(name, lab.guest("vmlinuz"), lab.guest("initramfs"), "console=ttyS0 loglevel=7");
    }
}
