package vedette.pu.media.scene;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RadialGradientPaint;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;

/** Shapes in scene units, shaded by the light unless they shine themselves. */
final class Brush {

    private final Graphics2D g;
    private final Light light;

    /** Draws on an image where one unit is {@code scale} pixels. */
    Brush(BufferedImage image, double scale, Light light) {
        this.light = light;
        g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.scale(scale, scale);
    }

    Light light() {
        return light;
    }

    Graphics2D graphics() {
        return g;
    }

    /** Flips everything drawn from now on left to right in a picture this wide. */
    void mirror(double width) {
        g.translate(width, 0);
        g.scale(-1, 1);
    }

    void rect(Color color, double x, double y, double w, double h) {
        g.setColor(light.shade(color));
        g.fill(new Rectangle2D.Double(x, y, w, h));
    }

    void round(Color color, double x, double y, double w, double h, double arc) {
        g.setColor(light.shade(color));
        g.fill(new RoundRectangle2D.Double(x, y, w, h, arc, arc));
    }

    void oval(Color color, double x, double y, double w, double h) {
        g.setColor(light.shade(color));
        g.fill(new Ellipse2D.Double(x, y, w, h));
    }

    /** A filled polygon: x, y, x, y … */
    void polygon(Color color, double... points) {
        var path = new Path2D.Double();
        path.moveTo(points[0], points[1]);
        for (int i = 2; i < points.length; i += 2) {
            path.lineTo(points[i], points[i + 1]);
        }
        path.closePath();
        g.setColor(light.shade(color));
        g.fill(path);
    }

    void line(Color color, double thickness, double x1, double y1, double x2, double y2) {
        g.setColor(light.shade(color));
        g.setStroke(new BasicStroke((float) thickness, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.draw(new Line2D.Double(x1, y1, x2, y2));
    }

    /** A rectangle that shines: its colour does not depend on the light. */
    void lamp(Color color, double x, double y, double w, double h) {
        g.setColor(color);
        g.fill(new Rectangle2D.Double(x, y, w, h));
    }

    /** A soft glow around a point. */
    void glow(Color color, double x, double y, double radius) {
        var clear = new Color(color.getRed(), color.getGreen(), color.getBlue(), 0);
        g.setPaint(new RadialGradientPaint(
                (float) x, (float) y, (float) radius, new float[] {0, 1}, new Color[] {color, clear}));
        g.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
    }

    /** A vertical gradient of colours taken as they are. */
    void sky(Color top, Color bottom, double width, double height) {
        g.setPaint(new GradientPaint(0, 0, top, 0, (float) height, bottom));
        g.fill(new Rectangle2D.Double(0, 0, width, height));
    }
}
