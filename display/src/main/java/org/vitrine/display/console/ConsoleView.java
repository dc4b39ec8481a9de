package org.vitrine.display.console;

import javafx.application.Platform;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Dimension2D;
import javafx.geometry.Rectangle2D;
import javafx.scene.Scene;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.layout.Region;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;
import org.vitrine.display.link.DisplayLink;
import org.vitrine.display.link.Geometry;
import org.vitrine.display.link.RowSet;

/**
 * Shows a guest's screen. It draws when the VM says that something changed and the node can be seen, and at no other
 * time. It takes no input: that is for who uses it.
 *
 * <p>JavaFX thread only, except for {@link #framesDrawn}. One thread of its own waits for each link.
 */
public final class ConsoleView extends Region {
    private final Canvas canvas = new Canvas();
    private final RowSet damage = new RowSet();
    private final ObjectProperty<ScaleMode> scaleMode = new SimpleObjectProperty<>(this, "scaleMode", ScaleMode.SHARP);
    private final ReadOnlyObjectWrapper<Dimension2D> resolution =
            new ReadOnlyObjectWrapper<>(this, "resolution", new Dimension2D(0, 0));
    private final ObservableValue<Boolean> visibleToUser;

    private @Nullable DisplayLink link;
    private @Nullable Picture picture;
    private Geometry geometry = Geometry.NONE;
    private Runnable onFrame = () -> {};
    private volatile long framesDrawn;

    public ConsoleView() {
        getStyleClass().add("console-view");
        getChildren().add(canvas);
        setFocusTraversable(true);
        ObservableValue<Window> window = sceneProperty().flatMap(Scene::windowProperty);
        ObservableValue<Boolean> shown = window.flatMap(Window::showingProperty).orElse(false);
        ObservableValue<Boolean> iconified = window.flatMap(w -> w instanceof Stage stage
                        ? stage.iconifiedProperty()
                        : w.focusedProperty().map(f -> false))
                .orElse(false);
        visibleToUser =
                shown.flatMap(s -> iconified.flatMap(i -> visibleProperty().map(v -> s && !i && v)));
        visibleToUser.addListener((value, was, is) -> tellVisibility());
        window.flatMap(Window::outputScaleXProperty).addListener((value, was, is) -> requestLayout());
        scaleMode.addListener((value, was, is) -> requestLayout());
    }

    /** Shows another VM's screen, or none. The link stays the caller's to close, after it was taken away here. */
    public void setLink(@Nullable DisplayLink next) {
        link = next;
        picture = null;
        geometry = Geometry.NONE;
        resolution.set(new Dimension2D(0, 0));
        clear();
        if (next != null) {
            Thread.ofPlatform().daemon().name("console-wake").start(() -> waitForWakes(next));
            tellVisibility();
        }
    }

    public ObjectProperty<ScaleMode> scaleModeProperty() {
        return scaleMode;
    }

    /** The guest's picture in its own pixels; 0×0 while it has none. */
    public ReadOnlyObjectProperty<Dimension2D> resolutionProperty() {
        return resolution.getReadOnlyProperty();
    }

    /** How often a picture was drawn since the node was made. Any thread. */
    public long framesDrawn() {
        return framesDrawn;
    }

    /** Who is told of each picture that was drawn. */
    public void setOnFrame(Runnable action) {
        onFrame = action;
    }

    private void tellVisibility() {
        if (link != null) {
            link.setVisible(Boolean.TRUE.equals(visibleToUser.getValue()));
        }
    }

    /** A wake comes only after the last one was answered by an update, so no more than one is ever on its way. */
    private void waitForWakes(DisplayLink from) {
        while (from.awaitWake()) {
            Platform.runLater(() -> {
                if (from == link) {
                    update(from);
                }
            });
        }
    }

    private void update(DisplayLink from) {
        geometry = from.update(damage);
        if (geometry.isEmpty()) {
            picture = null;
            clear();
        } else if (picture == null || !picture.takes(geometry)) {
            makePicture(from);
        } else if (Boolean.TRUE.equals(visibleToUser.getValue())) {
            Rectangle2D changed = picture.copy(from.pixels(geometry), geometry.stride(), damage);
            if (changed.getHeight() > 0) {
                draw(picture, changed);
            }
        }
        Dimension2D size = new Dimension2D(geometry.width(), geometry.height());
        if (!size.equals(resolution.get())) {
            resolution.set(size);
        }
    }

    /** Copies and draws everything anew: the picture or its room has another size. */
    private void makePicture(DisplayLink from) {
        Picture made = Picture.of(geometry, room());
        picture = made;
        damage.add(0, geometry.height());
        made.copy(from.pixels(geometry), geometry.stride(), damage);
        clear();
        draw(
                made,
                new Rectangle2D(0, 0, made.placement().width(), made.placement().height()));
    }

    private void draw(Picture what, Rectangle2D part) {
        double scale = outputScale();
        Placement placement = what.placement();
        GraphicsContext graphics = canvas.getGraphicsContext2D();
        graphics.setImageSmoothing(false);
        if (scale == Math.rint(scale)) {
            graphics.drawImage(
                    what.image(),
                    part.getMinX(),
                    part.getMinY(),
                    part.getWidth(),
                    part.getHeight(),
                    (placement.x() + part.getMinX()) / scale,
                    (placement.y() + part.getMinY()) / scale,
                    part.getWidth() / scale,
                    part.getHeight() / scale);
        } else {
            // A part's edges would fall between JavaFX's pixels.
            graphics.drawImage(
                    what.image(),
                    placement.x() / scale,
                    placement.y() / scale,
                    placement.width() / scale,
                    placement.height() / scale);
        }
        framesDrawn = framesDrawn + 1;
        onFrame.run();
    }

    private Picture.Room room() {
        double scale = outputScale();
        return new Picture.Room(
                (int) Math.round(canvas.getWidth() * scale),
                (int) Math.round(canvas.getHeight() * scale),
                scaleMode.get());
    }

    private void clear() {
        canvas.getGraphicsContext2D().clearRect(0, 0, canvas.getWidth(), canvas.getHeight());
    }

    private double outputScale() {
        Scene scene = getScene();
        Window window = scene == null ? null : scene.getWindow();
        return window == null ? 1 : window.getOutputScaleX();
    }

    @Override
    protected void layoutChildren() {
        double width = snapSizeX(getWidth());
        double height = snapSizeY(getHeight());
        canvas.setWidth(width);
        canvas.setHeight(height);
        canvas.relocate(0, 0);
        if (link != null && picture != null && !picture.room().equals(room())) {
            damage.clear();
            makePicture(link);
        }
    }
}
