package org.vitrine.app.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OsinfoTest {
    @TempDir
    Path directory;

    private DetectedSystem detect(DiscWriter disc) throws IOException {
        return new Detection(directory).detect(disc.write(directory.resolve("disc.iso")));
    }

    private void system(String name, String media) throws IOException {
        Path vendor = Files.createDirectories(directory.resolve("example.org"));
        Files.writeString(vendor.resolve(name + ".xml"), """
            <?xml version="1.0"?>
            <libosinfo version="0.0.1">
              <os id="http://example.org/%1$s">
                <short-id>%1$s</short-id>
                <name xml:lang="de">Beispiel</name>
                <name>Example OS 7</name>
                <version>7</version>
                <family>linux</family>
                <distro>example</distro>
                %2$s
                <resources arch="all">
                  <minimum><n-cpus>1</n-cpus><ram>1610612736</ram><storage>10737418241</storage></minimum>
                  <recommended><n-cpus>4</n-cpus><ram>3221225472</ram></recommended>
                </resources>
              </os>
            </libosinfo>
            """.formatted(name, media));
    }

    @Test
    void a_system_that_only_osinfo_knows_comes_with_its_resources() throws IOException {
        system("example7", "<media arch=\"x86_64\"><iso><volume-id>^EXAMPLE-7\\.\\d</volume-id></iso></media>");

        DetectedSystem system = detect(SampleDiscs.disc().volume("EXAMPLE-7.2"));

        assertThat(system.id()).isEqualTo("example7");
        assertThat(system.title()).isEqualTo("Example OS 7, " + Architecture.X86_64.words());
        assertThat(system.icon()).isEqualTo("system-linux");
        assertThat(system.minimum()).isEqualTo(new Resources(1536, 1, 11));
        assertThat(system.recommended()).isEqualTo(new Resources(3072, 4, 32));
        assertThat(system.bios()).isTrue();
    }

    @Test
    void the_strictest_of_several_discs_counts() throws IOException {
        system("a", "<media arch=\"i686\"><iso><volume-id>EX</volume-id></iso></media>");
        system(
                "b",
                "<media arch=\"x86_64\"><iso><volume-id>EX</volume-id><publisher-id>US</publisher-id></iso></media>");

        assertThat(detect(SampleDiscs.disc().labels("EX", "", "US", "")).id()).isEqualTo("b");
        assertThat(detect(SampleDiscs.disc().labels("EX", "", "THEM", "")).id()).isEqualTo("a");
    }

    @Test
    void our_own_rules_go_first() throws IOException {
        system("mine", "<media arch=\"x86_64\"><iso><volume-id>^alpine</volume-id></iso></media>");

        assertThat(detect(SampleDiscs.disc().volume("alpine-std 3.18.4 x86_64")).id())
                .isEqualTo("alpine-3.18");
    }

    @Test
    void damaged_files_and_expressions_of_other_kinds_are_passed_over() throws IOException {
        system("bad", "<media arch=\"x86_64\"><iso><volume-id>EX(</volume-id></iso></media>");
        system("bare", "<media arch=\"x86_64\"><iso><publisher-id>US</publisher-id></iso></media>");
        system("slow", "<media arch=\"x86_64\"><iso><volume-id>(E+)+X</volume-id></iso></media>");
        system("good", "<media arch=\"x86_64\"><iso><volume-id>^E{30}$</volume-id></iso></media>");
        Files.writeString(directory.resolve("example.org/cut.xml"), "<libosinfo><os>");
        Files.writeString(
                directory.resolve("example.org/entity.xml"),
                "<!DOCTYPE x [<!ENTITY e SYSTEM"
                        + " \"file:///etc/passwd\">]><libosinfo><os><name>&e;</name></os></libosinfo>");

        assertThat(detect(SampleDiscs.disc().labels("E".repeat(30), "", "US", ""))
                        .id())
                .isEqualTo("good");
    }

    @Test
    void the_real_database_knows_what_our_rules_do_not() throws IOException {
        assumeTrue(Files.isDirectory(Detection.OSINFO), "the package osinfo-db is not installed");
        Detection detection = new Detection(Detection.OSINFO);

        assertThat(detection
                        .detect(SampleDiscs.disc()
                                .labels("Rocky-8-6-x86_64-dvd", "LINUX", "", "")
                                .write(directory.resolve("disc.iso")))
                        .name())
                .startsWith("Rocky Linux 8");
        assertThat(detection
                        .detect(SampleDiscs.disc()
                                .labels(
                                        "OpenBSD/amd64   6.9 boot-only CD",
                                        "OpenBSD",
                                        "Copyright (c) 2021 Theo de Raadt, The OpenBSD project",
                                        "OpenBSD 6.9 amd64 bootonly CD")
                                .write(directory.resolve("disc.iso")))
                        .name())
                .isEqualTo("OpenBSD 6.9");
    }
}
