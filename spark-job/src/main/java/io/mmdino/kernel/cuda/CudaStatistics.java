package io.mmdino.kernel.cuda;

import io.mmdino.kernel.Statistics;
import io.mmdino.kernel.Tensor;

/** {@link Statistics} by statistics.cu. */
record CudaStatistics(CudaDevice device) implements Statistics {

    @Override
    public void columnSums(Tensor z, Tensor sums) {
        CudaLane lane = device.lane();
        int parts = KernelLaunch.parts(z.rows());
        long partial = lane.scratch((long) parts * z.cols() * Double.BYTES);
        lane.launch(z.type() == Tensor.Type.FLOAT64 ? "column_sums_f64" : "column_sums")
                .with(z)
                .with(z.rows())
                .with(z.cols())
                .with(partial)
                .overColumns(z.cols(), parts);
        lane.launch("finish_column_sums")
                .with(partial)
                .with(parts)
                .with(z.rows())
                .with(z.cols())
                .with(sums)
                .overColumns(z.cols() + 1, 1);
    }

    @Override
    public void moveCentre(Tensor sums, double momentum, Tensor centre) {
        device.lane()
                .launch("move_centre")
                .with(sums)
                .with(momentum)
                .with(centre)
                .with(centre.cols())
                .overElements(centre.cols());
    }

    @Override
    public void sinkhornStart(Tensor z, Tensor temperature, Tensor q) {
        device.lane()
                .launch("sinkhorn_start")
                .with(z)
                .with(temperature)
                .with(q)
                .with(z.length())
                .overElements(z.length());
    }

    @Override
    public void sinkhornRound(Tensor q, Tensor sums) {
        device.lane().launch("sinkhorn_round").with(q).with(sums).with(q.cols()).overRows(q.rows(), 0);
    }

    @Override
    public void sinkhornTargets(Tensor q, Tensor sums, Tensor targets) {
        device.lane()
                .launch("sinkhorn_targets")
                .with(q)
                .with(sums)
                .with(targets)
                .with(q.cols())
                .with(q.length())
                .overElements(q.length());
    }

    @Override
    public void koleo(Tensor x, int groups, double weight, Tensor dx, Tensor loss) {
        if (x.length() == 0) {
            return;
        }
        CudaLane lane = device.lane();
        int rows = x.rows();
        long units = lane.scratch((x.length() + 4L * rows) * Double.BYTES);
        long norms = units + x.length() * Double.BYTES;
        long distances = norms + (long) rows * Double.BYTES;
        long losses = distances + (long) rows * Double.BYTES;
        long nearest = losses + (long) rows * Double.BYTES;
        lane.launch("koleo_units")
                .with(x)
                .with(x.cols())
                .with(units)
                .with(norms)
                .overRows(rows, 0);
        lane.launch("koleo_nearest")
                .with(units)
                .with(rows)
                .with(x.cols())
                .with(groups)
                .with(nearest)
                .with(distances)
                .with(losses)
                .overRows(rows, 0);
        lane.launch("koleo_gradient")
                .with(units)
                .with(norms)
                .with(nearest)
                .with(distances)
                .with(rows)
                .with(x.cols())
                .with(groups)
                .with(weight)
                .with(dx)
                .overRows(rows, x.cols() * Double.BYTES);
        FigureSum.add(lane, losses, rows, (double) groups / rows, loss);
    }

    @Override
    public void meanEntropy(Tensor p, Tensor entropy) {
        if (p.length() == 0) {
            return;
        }
        CudaLane lane = device.lane();
        long entropies = lane.scratch((long) p.rows() * Double.BYTES);
        lane.launch("row_entropies").with(p).with(p.cols()).with(entropies).overRows(p.rows(), 0);
        FigureSum.add(lane, entropies, p.rows(), 1.0 / p.rows(), entropy);
    }

    @Override
    public void meanVariance(Tensor x, Tensor variance) {
        if (x.length() == 0) {
            return;
        }
        CudaLane lane = device.lane();
        long squares = lane.scratch((long) x.cols() * Double.BYTES);
        lane.launch("column_deviations")
                .with(x)
                .with(x.rows())
                .with(x.cols())
                .with(squares)
                .overColumns(x.cols(), 1);
        FigureSum.add(lane, squares, x.cols(), 1.0 / x.length(), variance);
    }

    @Override
    public void correct(Tensor z, Tensor label, Tensor weight, Tensor count) {
        if (z.length() == 0) {
            return;
        }
        CudaLane lane = device.lane();
        long hits = lane.scratch((long) z.rows() * Double.BYTES);
        lane.launch("correct_rows")
                .with(z)
                .with(label)
                .with(weight)
                .with(z.rows())
                .with(z.cols())
                .with(hits)
                .overColumns(z.rows(), 1);
        FigureSum.add(lane, hits, z.rows(), 1, count);
    }
}
