/** The application: windows and command line. */
module org.vitrine.app {
    requires org.vitrine.engine;
    requires org.vitrine.display;
    requires org.vitrine.icons;
    requires org.vitrine.usb;
    requires java.xml;
    requires javafx.controls;
    requires javafx.swing;
    requires org.controlsfx.controls;
    requires atlantafx.base;
    requires info.picocli;
    requires com.sun.jna;
    requires com.fasterxml.jackson.databind;
    requires org.slf4j;
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires static org.jspecify;

    exports org.vitrine.app.view.shell to
            javafx.graphics;

    opens org.vitrine.app.cli to
            info.picocli;
}
